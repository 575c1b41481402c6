import type { NetworkCell, NetworkChoices } from '../../../src/cells/kinds/network/choices';

/** In the program of these tests a space of networks is a search space as any, so nothing may take one for a graph. */
declare module '../../../src/cells/space' {
  interface ChoiceNodes {
    network: NetworkChoices;
  }
}

declare module '../../../src/cells/cell' {
  interface ChoiceValues {
    network: NetworkCell;
  }
}
