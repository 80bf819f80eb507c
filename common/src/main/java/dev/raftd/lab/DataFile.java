package dev.raftd.lab;

import java.util.List;

/// A data file, taken apart.
///
/// @param path   what messages call it
/// @param blocks in the order of the file
/// @param rest   the lines after the last block
public record DataFile(String path, List<Block> blocks, List<String> rest) {
    public DataFile {
        blocks = List.copyOf(blocks);
        rest = List.copyOf(rest);
    }

    /// A directive and what it is expected to print.
    ///
    /// @param lines        the lines before the separator as they are: comments, blank lines, the directive itself, its input
    /// @param expected     empty, or lines that each end in LF
    /// @param expectedLine the line of the file on which the expected text begins, from 1
    public record Block(List<String> lines, Directive directive, String expected, int expectedLine) {
        public Block {
            lines = List.copyOf(lines);
        }
    }
}
