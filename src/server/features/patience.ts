/** Milliseconds that a list of ranked cells waits for its scores; the server answers others meanwhile. */
export const listPatience = 10_000;
/** Milliseconds that an answer which shows cells side by side waits for what other processes know of them. */
export const answerPatience = 2000;
