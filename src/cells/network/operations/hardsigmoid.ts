import { activationOperation } from './activation';

export const hardsigmoid = activationOperation('hardsigmoid', 'The logistic function of straight lines');
