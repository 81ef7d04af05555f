/**
 * What a store has at hand is there at once; for what it must ask it promises. Awaiting what is there costs a promise and a
 * turn of the queue all the same, and a send would do it ten times: its steps look first whether there is anything to wait
 * for. Everybody else simply awaits.
 */
export type Ready<T> = T | Promise<T>;
