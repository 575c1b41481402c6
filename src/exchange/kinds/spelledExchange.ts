import { parseSpelling } from '../../cells/spelling';
import { unread } from '../import/reading';
import type { ExchangeKind } from './exchangeKind';

/** Cells that no other tool has a notation for: they are read by their spelling alone. */
export const spelledExchange: ExchangeKind = {
  place: ({ kind }) => `in a ${kind}`,
  canExpress: () => false,
  express: () => [],
  readSpelling(space, text) {
    const result = parseSpelling(space, text.trim());
    return result.ok
      ? { ok: true, notation: 'spelling', space, cell: result.cell }
      : unread(result.reason, 'spelling', result.message);
  },
};
