import { activationOperation } from './activation';

export const relu6 = activationOperation('relu6', 'The larger of a value and 0, at most 6');
