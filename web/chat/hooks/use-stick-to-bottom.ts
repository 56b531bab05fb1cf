import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** This close to the end counts as being at the end. */
const NEAR_PX = 64;
const ANCHOR_GAP_PX = 16;
/** About a question's height: it may scroll away if that brings the end into view. */
const QUESTION_PX = 80;

export interface Stick {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** Where the reader is: at the end, reading above it, or above it while something new arrived. */
  place: "end" | "above" | "unread";
  /** Follows what comes, but never past the top of a turn with cards: its list should stay in view. */
  follow(): void;
  /** Goes to the very end and stays there. */
  toEnd(): void;
  /** Call before older messages are put on top: what is on the screen stays where it is. */
  holdPlace(): void;
}

/** Follows a growing answer, and yields at once when the reader scrolls up. */
export function useStickToBottom(): Stick {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const whole = useRef(true);
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
        box.scrollTop = restOf(box, whole.current);
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
      const shrank = box.scrollHeight - box.clientHeight - box.scrollTop <= 1;
      if (moved < -1 && !shrank) pinned.current = false;
      else if (moved > 1) pinned.current = Math.abs(restOf(box, whole.current) - box.scrollTop) < NEAR_PX;
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

  const go = useCallback((all: boolean) => {
    pinned.current = true;
    whole.current = all;
    setPlace("end");
    const box = scroller.current;
    if (!box) return;
    box.scrollTop = restOf(box, all);
    own.current = box.scrollTop;
  }, []);
  const follow = useCallback(() => go(false), [go]);
  const toEnd = useCallback(() => go(true), [go]);
  const holdPlace = useCallback(() => {
    const box = scroller.current;
    if (box) heldFromEnd.current = box.scrollHeight - box.scrollTop;
  }, []);
  return { scroller, content, place, follow, toEnd, holdPlace };
}

/** Where a follower's view comes to rest: at the end, or where the last turn's `data-anchor` meets the top. */
function restOf(box: HTMLElement, whole: boolean): number {
  const end = box.scrollHeight - box.clientHeight;
  const anchor = whole ? null : box.querySelector<HTMLElement>("[data-anchor]");
  if (!anchor) return end;
  const held = anchor.offsetTop - ANCHOR_GAP_PX;
  return end - held > QUESTION_PX ? held : end;
}

function isAbove(box: HTMLElement): boolean {
  return box.scrollHeight - box.clientHeight - box.scrollTop > NEAR_PX;
}
