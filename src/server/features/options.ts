import { CodeLensRefreshRequest } from 'vscode-languageserver';
import { featuresChanged, type ModelsChanged, modelsChanged, type ServerFeatures } from '../../protocol/lsp';
import type { Session } from '../session';

/** Follows what the client chooses after `initialize`. */
export function serveOptions(session: Session): void {
  const { connection, client, can } = session;
  connection.onNotification(modelsChanged, ({ chosenModels }: ModelsChanged) =>
    session.choosePredictors(chosenModels),
  );
  connection.onNotification(featuresChanged, (features: ServerFeatures) => session.setFeatures(features));
  session.onFeaturesChange(() => {
    if (can.refreshLenses) client.request(to => to.sendRequest(CodeLensRefreshRequest.type));
  });
}
