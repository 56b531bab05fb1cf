export { assessmentTestTool } from "./assessment-test.ts";
