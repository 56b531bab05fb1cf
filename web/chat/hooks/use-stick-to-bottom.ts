import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** This close to the end counts as being at the end. */
const NEAR_PX = 64;
/** A reader this much of the window above the end is told at once how an answer ended. */
const NEAR_ENDING = 0.5;

export interface Stick {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** Where the reader is: at the end, reading above it, or above it while something new arrived. */
  place: "end" | "above" | "unread";
  /** Goes to the end, and stays there while the answer grows. */
  toEnd(): void;
  /** Goes to the end if the reader is near it. */
  toNearEnd(): void;
  /** Call before older messages are put on top: what is on the screen stays where it is. */
  holdPlace(): void;
}

/** Follows a growing answer, and yields at once when the reader scrolls up. */
export function useStickToBottom(): Stick {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  // Where the view was last, be it the page's doing or the reader's.
  const own = useRef(0);
  const heldFromEnd = useRef<number | null>(null);
  const [place, setPlace] = useState<Stick["place"]>("end");

  useLayoutEffect(() => {
    const box = scroller.current;
    const inside = content.current;
    if (!box || !inside) return;
    let height = inside.offsetHeight;
    const settle = (): void => {
      const grew = inside.offsetHeight > height + 1;
      height = inside.offsetHeight;
      if (heldFromEnd.current !== null) {
        box.scrollTop = box.scrollHeight - heldFromEnd.current;
        heldFromEnd.current = null;
        own.current = box.scrollTop;
      } else if (pinned.current) {
        box.scrollTop = endOf(box);
        own.current = box.scrollTop;
      }
      if (grew && isAbove(box)) setPlace(pinned.current ? "above" : "unread");
    };
    settle();
    const observer = new ResizeObserver(settle);
    observer.observe(inside);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const onScroll = (): void => {
      const moved = box.scrollTop - own.current;
      // Any step up is a wish to stay, unless what is below shrank; the way back down has to reach the end.
      const shrank = endOf(box) - box.scrollTop <= 1;
      if (moved < -1 && !shrank) pinned.current = false;
      else if (moved > 1) pinned.current = endOf(box) - box.scrollTop < NEAR_PX;
      own.current = box.scrollTop;
      setPlace((now) => (isAbove(box) ? (now === "end" ? "above" : now) : "end"));
    };
    const onWheel = (event: WheelEvent): void => {
      // Ahead of the scrolling that it will cause, lest a word that comes in between pulls back down.
      if (event.deltaY < 0 && box.scrollTop > 0) pinned.current = false;
    };
    box.addEventListener("wheel", onWheel, { passive: true });
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      box.removeEventListener("wheel", onWheel);
      box.removeEventListener("scroll", onScroll);
    };
  }, []);

  const toEnd = useCallback(() => {
    pinned.current = true;
    setPlace("end");
    const box = scroller.current;
    if (!box) return;
    box.scrollTop = endOf(box);
    own.current = box.scrollTop;
  }, []);
  const toNearEnd = useCallback(() => {
    const box = scroller.current;
    if (box && endOf(box) - box.scrollTop < box.clientHeight * NEAR_ENDING) toEnd();
  }, [toEnd]);
  const holdPlace = useCallback(() => {
    const box = scroller.current;
    if (box) heldFromEnd.current = box.scrollHeight - box.scrollTop;
  }, []);
  return { scroller, content, place, toEnd, toNearEnd, holdPlace };
}

/** The scroll position at which the last line is in view. */
function endOf(box: HTMLElement): number {
  return box.scrollHeight - box.clientHeight;
}

function isAbove(box: HTMLElement): boolean {
  return endOf(box) - box.scrollTop > NEAR_PX;
}
