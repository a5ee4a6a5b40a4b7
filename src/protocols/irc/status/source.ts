/** Who speaks for the bouncer (the habit of ZNC and soju): as a source of lines. */
export const status = { name: '*status', mask: 'status@services' } as const;

export const playback = { name: '*playback', mask: 'playback@services' } as const;
