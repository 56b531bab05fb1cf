/** The most that one message holds, in UTF-16 code units, as the server counts them (`TEXT_CHARACTERS`). */
export const MESSAGE_CHARACTERS = 32_000;
