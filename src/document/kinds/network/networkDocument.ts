import type { NetworkCell, NetworkChoices } from '../../../cells/kinds/network/choices';
import { cellStatements } from '../../../cells/kinds/network/text';
import type { NetworkSpace } from '../../../cells/space';
import { format } from '../../../language/format';
import type { DocumentKind } from '../documentKind';
import { lowerNetworkCell } from './lowerNetworkCell';

/** Spaces with `network { … }`; a cell says what it chooses for each stage and each named choice. */
export const networkDocument: DocumentKind<NetworkChoices, NetworkSpace, NetworkCell> = {
  // A space of networks is lowered by `lowerNetworkSpace`: its operations may be declared outside of it.
  lowerSpace: () => undefined,
  lowerCell: lowerNetworkCell,
  printCell: cellStatements,
  printSpace: space => ({
    on: 'layers',
    properties: [],
    whole: format(space.source),
  }),
};
