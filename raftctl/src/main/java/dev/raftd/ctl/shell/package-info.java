/// The interactive shell: reads lines, completes them, and gives them to the same command tree that one-shot use runs.
///
///     terminal ──> JLine ── line ──> Words ──> Interpreter (the command tree) ──> status
///                   │  └─ completion: WordCompleter ──> command model, members, keys
///                   └─ prompt: Live ── /v1/status ──> the connected member
///
/// 1. A line is split as a POSIX shell splits it: quotes and backslashes, but no expansion of any kind.
/// 2. The prompt and completion ask the cluster, and never keep the user waiting longer than their small deadline.
/// 3. Ctrl-C ends the line or the command that runs, never the shell.
///
/// Never: knows what a command does.
///
/// Threads: the thread that calls [Shell#run] reads and executes; prompt and completion ask on virtual threads; the terminal's signal thread
/// runs [Interrupts#fire].
@NullMarked
package dev.raftd.ctl.shell;

import org.jspecify.annotations.NullMarked;
