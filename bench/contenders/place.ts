/** What a contender that runs on workerd is given. */
export interface Place {
  /** Its own folder on disk, empty. */
  folder: string;
  /** The bundle of its Worker. */
  script: string;
  /** True where it is to count the rows that it writes; it is slower then. */
  counting: boolean;
}
