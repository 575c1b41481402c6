import { activationOperation } from './activation';

export const tanh = activationOperation('tanh', 'Hyperbolic tangent');
