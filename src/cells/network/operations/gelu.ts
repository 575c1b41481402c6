import { activationOperation } from './activation';

export const gelu = activationOperation('gelu', 'A value times the normal distribution function of it');
