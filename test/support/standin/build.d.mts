export function buildStandIn(options: { cacheFolder: string }): string;
