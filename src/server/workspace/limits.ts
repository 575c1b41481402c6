/** UTF-16 code units of the longest text whose cells are checked and ranked. */
export const largestRead = 4 * 2 ** 20;
