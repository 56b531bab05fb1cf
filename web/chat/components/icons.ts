/** Icons as path data on a 24-unit grid, drawn with a stroke. */
export const icons = {
  menu: "M4 7h16M4 12h16M4 17h10",
  plus: "M12 5v14M5 12h14",
  compose: "M12 20h8M4 20h1.2L17.6 7.6a2 2 0 0 0-2.8-2.8L4 15.6V20Z",
  close: "M6 6l12 12M18 6 6 18",
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7",
  file: "M6 3.5h8l4 4v13H6v-17ZM14 3.5v4h4M9 12h6M9 15.5h6",
  send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
  stop: "M7 7h10v10H7z",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  check: "M5 12.5 10 17.5 19 7",
  retry: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
  thumbUp: "M7 11v9H4v-9h3ZM7 11l4-7.5a2 2 0 0 1 2.6 2.3L13 10h5a2 2 0 0 1 2 2.4l-1.2 6a2 2 0 0 1-2 1.6H7",
  thumbDown: "M7 13V4H4v9h3ZM7 13l4 7.5a2 2 0 0 0 2.6-2.3L13 14h5a2 2 0 0 0 2-2.4l-1.2-6a2 2 0 0 0-2-1.6H7",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
  chevron: "M6 9l6 6 6-6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M20 13.5A8 8 0 1 1 10.5 4 6.5 6.5 0 0 0 20 13.5Z",
  monitor: "M4 5h16v11H4zM9 20h6M12 16v4",
  alert: "M12 8v5M12 16.2v.3M12 3.5 2.8 19.5h18.4L12 3.5Z",
  offline:
    "M4 4l16 16M8.5 15.5a5 5 0 0 1 7 0M5.5 12a9.6 9.6 0 0 1 4-2.3M13.5 9.3a9.6 9.6 0 0 1 5 2.7M2.5 8.6a14 14 0 0 1 4-2.5M11 5.1a14 14 0 0 1 10.5 3.5M12 19h.01",
  external: "M14 5h5v5M19 5l-9 9M17 14v5H5V7h5",
  laptop: "M5 5h14v10H5zM2.5 19h19M5 15l-2.5 4M19 15l2.5 4",
  phone: "M7.5 3h9a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM10.5 18h3",
  ssd: "M4 6h16v12H4zM8 10v4M11 10v4M15 12h2",
  ram: "M3 8h18v8H3zM7 8v4M11 8v4M15 8v4M6 16v2M10 16v2M14 16v2M18 16v2",
  mainboard: "M4 4h16v16H4zM9 9h6v6H9zM12 4v5M12 15v5M4 12h5M15 12h5",
  box: "M4 8l8-4.5L20 8v8.5l-8 4.5-8-4.5V8ZM4 8l8 4.5L20 8M12 12.5V21",
  wallet: "M4 7h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7ZM4 7l11-3v3M16.5 13h.01",
  bag: "M5 8h14l1 12H4L5 8ZM9 8V7a3 3 0 0 1 6 0v1",
  scales: "M12 4v16M8 20h8M5 7h14M5 7l-2.5 6h5L5 7ZM19 7l-2.5 6h5L19 7Z",
  arrow: "M5 12h14M13 6l6 6-6 6",
  spark: "M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8L12 4Z",
} as const;

export type IconName = keyof typeof icons;

/** The icon of an offering's type; a box for types of other trades. */
export function offeringIcon(type: string): IconName {
  return type === "laptop" || type === "phone" || type === "ssd" || type === "ram" || type === "mainboard" ? type : "box";
}
