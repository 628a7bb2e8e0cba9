/** What the script's differences and the checks' findings come to, in words. Pure. */

import { clock, counted, wholePercent } from "./format";
import type { Difference, DifferenceKind, Edit, Finding, Report, Section, Verdict } from "./model";

const TITLES: Readonly<Record<DifferenceKind, string>> = {
  unspoken: "Only in the script",
  ad_lib: "Only in the voice",
  changed: "Said in other words",
};

/** Whether a difference is a time in which nothing was recognised. */
export function isHole({ kind, heard }: Difference): boolean {
  return kind === "ad_lib" && !heard;
}

/** What a difference is, as a heading. */
export function differenceTitle(difference: Difference): string {
  if (!isHole(difference)) return TITLES[difference.kind];
  const seconds = Math.round((difference.end_ms - difference.start_ms) / 1000);
  return `No word was recognised for ${seconds} s. Does the script lack something?`;
}

/** What the two buttons of a difference say: the one that follows the script, the one that follows the voice. */
export function choiceTitles(difference: Difference): readonly [script: string, voice: string] {
  if (isHole(difference)) return ["Nothing is missing", ""];
  if (difference.kind === "unspoken") return ["Bring it back", "Leave it out"];
  if (difference.kind === "ad_lib") return ["Take it off the slides", "Show what is said"];
  return ["Keep the script", "Follow the voice"];
}

/** How many differences wait for a decision. */
export function openCount({ differences }: Report): number {
  return differences.filter(({ follows_voice }) => follows_voice === null).length;
}

const ROUNDING = 1e-6; // 100 × 0.29 is a little less than 29

/** A report in one line. */
export function reportLine(report: Report): string {
  const heard = `${wholePercent(100 * report.heard_share + ROUNDING)} % heard`;
  if (!report.differences.length) return `${heard}, nothing differs`;
  const open = openCount(report);
  return open ? `${heard}, ${open.toLocaleString("en")} to decide` : `${heard}, all decided`;
}

/** The notices that the report does not tell better: it has their moments, and the decisions made since. */
export function untold(notices: readonly string[], report: Report): string[] {
  const moments = new Set(report.differences.map(({ start_ms }) => clock(start_ms)));
  const told = (notice: string): boolean =>
    notice.endsWith("see the report.") || (notice.match(/\b\d+:\d\d\b/g) ?? []).some((time) => moments.has(time));
  return notices.filter((notice) => !told(notice));
}

/** The findings of a verdict in one line. */
export function verdictLine({ findings }: Verdict): string {
  return findings.length ? counted(findings.length, "finding") : "nothing to mend";
}

/** Findings of one rule. */
export interface Group {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Findings by their rule, what hurts most first; within a rule in order of time. */
export function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.rule, [...(groups.get(finding.rule) ?? []), finding]);
  const hurt = ({ findings: found }: Group): number => found.reduce((sum, { weight }) => sum + weight, 0);
  return [...groups]
    .map(([rule, found]) => ({ title: capitalised(rule.replaceAll("_", " ")), findings: found }))
    .sort((one, other) => hurt(other) - hurt(one));
}

const FIXES: Readonly<Record<string, string>> = {
  merge: "join it with the next slide",
  split: "split it in two",
  move_break: "move the break between the two slides",
  move_boundary: "show it when it is spoken",
  retype: "write it in small letters",
  insert: "add a slide that says what is typical",
  set_theme: "change the look of the slides",
};

/** What a fix does, in plain words. */
export function fixTitle({ edit }: Edit): string {
  return FIXES[edit] ?? edit.replaceAll("_", " ");
}

/** What a section is called. */
export function sectionTitle({ kind, title }: Section): string {
  return title || capitalised(kind.replaceAll("_", " "));
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
