/// The lab at the terminal: lines in the interaction language and what goes beyond it, pictures of the state, and guided lessons.
///
///     line ──> LabLanguage ── directive ──> Lab (dev.raftd.lab) ── output
///                 ├── undo, branch, switch, save ──> Lab
///                 └── draw, diagram ──> LogPicture, SequenceDiagram <── the Lab's state
///     line ──> LessonLanguage ──> LabLanguage, then the task's Condition on the Lab's state
///
/// 1. What a directive prints here is what a scenario file has below it.
/// 2. Pictures change nothing, and are no part of a saved scenario.
/// 3. A lesson is a scenario file: its comments hold the text, its directives the prepared states and the solutions.
///
/// Never: talks to a cluster.
///
/// Threads: confined to the one that reads lines.
@NullMarked
package dev.raftd.ctl.lab;

import org.jspecify.annotations.NullMarked;
