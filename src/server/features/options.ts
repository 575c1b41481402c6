import { CodeLensRefreshRequest } from 'vscode-languageserver';
import { featuresChanged, type ModelsChanged, modelsChanged } from '../../protocol/lsp';
import { serverFeatures } from '../serverOptions';
import type { Session } from '../session';

/** Follows what the client chooses after `initialize`. */
export function serveOptions(session: Session): void {
  const { connection, client, can } = session;
  connection.onNotification(modelsChanged, ({ chosenModels }: ModelsChanged) =>
    session.choosePredictors(chosenModels),
  );
  connection.onNotification(featuresChanged, (features: unknown) =>
    session.setFeatures(serverFeatures(features)),
  );
  session.onFeaturesChange(() => {
    if (can.refreshLenses) client.request(to => to.sendRequest(CodeLensRefreshRequest.type));
  });
}
