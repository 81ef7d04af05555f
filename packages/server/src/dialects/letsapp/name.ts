/** The dialect’s name: of its edge, of its sessions’ device, in its routes and events. */
export const LETSAPP = 'letsapp';
