/** The industries that have a preset of their own. */
export const industries = ["retail", "real_estate", "finance", "auto", "education"] as const;

export type Industry = (typeof industries)[number];
