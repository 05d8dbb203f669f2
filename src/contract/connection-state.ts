/** `lost` was connected before, or tried and failed; it goes on trying by itself. */
export type ConnectionState = 'connecting' | 'live' | 'lost'
