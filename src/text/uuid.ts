/*
 * Ids as they are written here: in lower case.
 */

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Comes before every other id. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000'
