/// <reference types="et-jsapi-declare" />

/** What config.js holds: made at install, and by the service when its port is another. */
declare let ZPB_CONFIG: { port: number; secret: string };
