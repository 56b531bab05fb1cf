import "react";

declare module "react" {
  interface CSSProperties {
    /** How many products a comparison has, for the width of its table. */
    "--products"?: number;
  }
}
