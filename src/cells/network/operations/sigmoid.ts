import { activationOperation } from './activation';

export const sigmoid = activationOperation('sigmoid', 'The logistic function');
