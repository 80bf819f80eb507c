@NullMarked
package dev.raftd.server.sim;

import org.jspecify.annotations.NullMarked;
