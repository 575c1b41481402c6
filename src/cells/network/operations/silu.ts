import { activationOperation } from './activation';

export const silu = activationOperation('silu', 'A value times its sigmoid (Swish)');
