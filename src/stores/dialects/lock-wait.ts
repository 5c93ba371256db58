/** How long a writing transaction waits for another's lock before it is refused as busy. */
export const lockWaitMs = 5_000;
