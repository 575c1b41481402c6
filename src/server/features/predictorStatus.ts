import { predictorStatus } from '../../protocol/lsp';
import { safeText } from '../../text/safeText';
import type { Session } from '../session';

/** Milliseconds at least between two messages to the user: a process that fails is started again and again. */
const messageInterval = 60_000;

/** Tells the client what answers hints now. One that has not asked for that is shown trouble as a message. */
export function servePredictorStatus(session: Session): void {
  const { client } = session;
  let shownAt = Number.NEGATIVE_INFINITY;
  session.onPredictorStatus(status => {
    if (session.options.predictorStatus) return client.notify(predictorStatus, status);
    if (status.state !== 'failed' || performance.now() - shownAt < messageInterval) return;
    shownAt = performance.now();
    client.show('warning', safeText(`No ranks for now: ${status.reason}`, 'notification'));
  });
}
