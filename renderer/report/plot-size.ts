/** Plot areas of report figures and the room around them, in pixels. */
export const PLOT = { left: 66, top: 42, right: 18, bottom: 40, width: 476, height: 270 } as const;
