import { predictorStatus } from '../../protocol/lsp';
import type { Session } from '../session';

/** Tells the client what answers hints now. */
export function servePredictorStatus({ client, onPredictorStatus }: Session): void {
  onPredictorStatus(status => client.notify(predictorStatus, status));
}
