/** Nobody, in the address: no consumer has an empty name, and a filter that is empty is none. */
export const NOBODY = '-nobody-'
