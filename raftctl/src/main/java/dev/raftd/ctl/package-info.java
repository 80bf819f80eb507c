/// The program raftctl: joins the process (arguments, streams, exit status) to the command tree.
///
///     main(args) ──> Session (streams, environment) ──> CommandTree ──> exit status
///
/// 1. Loads only what the command at hand needs: `version` touches neither the HTTP client nor the line editor.
/// 2. Ends by System.exit with the command's status, so that no idle thread of a library keeps the process.
///
/// Never: knows a command.
///
/// Threads: main.
@NullMarked
package dev.raftd.ctl;

import org.jspecify.annotations.NullMarked;
