/** Most bytes of a metadata value: with the longest key, nick and channel it fits a line. */
export const VALUE_BYTES = 300;
