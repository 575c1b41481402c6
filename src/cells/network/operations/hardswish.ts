import { activationOperation } from './activation';

export const hardswish = activationOperation('hardswish', 'SiLU of straight lines');
