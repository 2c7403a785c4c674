const families = '"Inter Variable", Inter, system-ui, sans-serif';
let context: CanvasRenderingContext2D | null = null;

/** The width of a text in CSS pixels for each pixel of its font's size. */
export function widthPerPixel(text: string, weight = 500): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return 0.6 * text.length;
  context.font = `${weight} 100px ${families}`;
  return context.measureText(text).width / 100;
}

/** The largest font size, in pixels, at which a text fits a box; the line's own height is 1.15 of it. */
export function fitFont(text: string, width: number, height: number, largest: number, smallest = 9): number {
  const byWidth = width / Math.max(0.01, widthPerPixel(text));
  return Math.max(smallest, Math.floor(Math.min(byWidth, height / 1.15, largest)));
}

/** A text of 12 pixels that has so many of them, with an ellipsis where it is longer. */
export function clipped(text: string, width: number): string {
  const needed = widthPerPixel(text, 400) * 12;
  return needed > width ? `${text.slice(0, Math.max(3, Math.floor((text.length * width) / needed) - 1))}…` : text;
}
