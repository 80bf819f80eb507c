package dev.raftd.trace;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recording file, checked as a whole: every frame's checksum, every record's length. Events are decoded when they are asked for.
///
/// A file that ends in the middle of a frame is read up to there: that is how a crash leaves it. Everything else that does not fit is refused.
public final class Recording {
    /// A checkpoint and the events behind it.
    ///
    /// @param base   the number of the event before its first
    /// @param events their ranges in the file
    /// @param marks  the first and last index of storage then
    record Section(long base, long timeMillis, Marks marks, int imageOffset, int imageEnd, List<Range> events, int count) {}

    record Marks(long firstIndex, long lastIndex) {}

    /// A frame's records.
    record Range(int from, int to) {}

    private final byte[] bytes;
    private final RecordingFormat.Header header;
    private final List<Section> sections;
    /// The frames between header and end.
    private final Range content;
    private final int tornBytes;
    private final boolean isComplete;

    private Recording(byte[] bytes, RecordingFormat.Header header, List<Section> sections, Range content, int tornBytes,
            boolean isComplete) {
        this.bytes = bytes;
        this.header = header;
        this.sections = sections;
        this.content = content;
        this.tornBytes = tornBytes;
        this.isComplete = isComplete;
    }

    /// @throws RecordingException if it is no recording, or damaged
    public static Recording parse(byte[] bytes) throws RecordingException {
        return new Parser(bytes).parse();
    }

    /// Files of one member's run as one recording.
    ///
    /// @throws IllegalArgumentException if they are of several members or runs
    public static Recording joined(List<Recording> files) throws RecordingException {
        List<Recording> ordered = files.stream().sorted(Comparator.comparingLong(Recording::firstSeq)).toList();
        Recording first = ordered.getFirst();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first.bytes, 0, first.content.from);
        long last = -1;
        for (Recording file : ordered) {
            if (!file.header.equals(first.header) || file.firstSeq() <= last) {
                throw new IllegalArgumentException(
                        "two recordings of member " + Long.toUnsignedString(file.about().node())
                                + " are of different runs, or of the same events");
            }
            last = file.lastSeq();
            all.write(file.bytes, file.content.from, file.content.to - file.content.from);
        }
        return ordered.size() == 1 ? first : parse(all.toByteArray());
    }

    /// The member that was recorded.
    public RecorderConfig.About about() {
        return header.about();
    }

    RecordingFormat.Settings settings() {
        return header.settings();
    }

    List<Section> sections() {
        return sections;
    }

    byte[] bytes() {
        return bytes;
    }

    public long sizeBytes() {
        return bytes.length;
    }

    /// Bytes behind the last whole frame.
    public int tornBytes() {
        return tornBytes;
    }

    /// Whether it was saved to its end, and not cut off since.
    public boolean isComplete() {
        return isComplete;
    }

    public long eventCount() {
        return sections.stream().mapToLong(Section::count).sum();
    }

    /// The number of the first event.
    public long firstSeq() {
        return sections.getFirst().base + 1;
    }

    /// The number of the last event.
    public long lastSeq() {
        return sections.getLast().base + sections.getLast().count;
    }

    private static final class Parser {
        private final byte[] bytes;
        private final List<Section> sections = new ArrayList<>();
        private final List<Range> ranges = new ArrayList<>();
        private int at;
        private int count;
        private int imageFrom;
        private int imageEnd;
        private boolean isOpen;
        private boolean isComplete;

        Parser(byte[] bytes) {
            this.bytes = bytes;
        }

        Recording parse() throws RecordingException {
            if (!Arrays.equals(bytes, 0, Math.min(bytes.length, RecordingFormat.MAGIC.length), RecordingFormat.MAGIC, 0,
                    RecordingFormat.MAGIC.length)) {
                throw new RecordingException("not a recording of raftd", 0);
            }
            at = RecordingFormat.MAGIC.length;
            ByteReader first = nextFrame();
            if (first == null || first.take() != RecordingFormat.HEADER) {
                throw new RecordingException("the recording ends before its header does", at);
            }
            RecordingFormat.Header header = RecordingFormat.header(first);
            int from = at;
            int to = at;
            while (!isComplete) {
                ByteReader frame = nextFrame();
                if (frame == null) {
                    break;
                }
                take(frame);
                to = isComplete ? to : at;
            }
            close();
            if (sections.isEmpty()) {
                throw new RecordingException("the recording holds no whole checkpoint", at);
            }
            if (isComplete && at < bytes.length) {
                throw new RecordingException("something follows the end of the recording", at);
            }
            return new Recording(bytes, header, List.copyOf(sections), new Range(from, to), bytes.length - at, isComplete);
        }

        /// Type and body; null if the file ends before the frame does.
        private @Nullable ByteReader nextFrame() throws RecordingException {
            int start = at;
            if (bytes.length - start < RecordingFormat.FRAME_HEADER_BYTES) {
                return null;
            }
            ByteReader in = new ByteReader(bytes, start, bytes.length);
            int length = in.fixed32();
            int checksum = in.fixed32();
            if (length < 0) {
                throw new RecordingException("a frame of a length that cannot be", start);
            }
            if (length > in.left() - 1) {
                return null;
            }
            int typeAt = in.offset();
            if (RecordingFormat.checksum(bytes[typeAt], bytes, typeAt + 1, length) != checksum) {
                if (isZero(start)) {
                    return null; // a power cut may leave a file that is longer than what was written
                }
                throw new RecordingException("the checksum of a frame is wrong", start);
            }
            at = typeAt + 1 + length;
            return new ByteReader(bytes, typeAt, at);
        }

        private boolean isZero(int from) {
            for (int i = from; i < bytes.length; i++) {
                if (bytes[i] != 0) {
                    return false;
                }
            }
            return true;
        }

        private void take(ByteReader frame) throws RecordingException {
            switch (frame.take()) {
                case RecordingFormat.CHECKPOINT -> {
                    close();
                    isOpen = true;
                    imageFrom = frame.offset();
                    imageEnd = at;
                }
                case RecordingFormat.EVENTS -> {
                    if (!isOpen) {
                        throw frame.refuse("events without a checkpoint before them");
                    }
                    ranges.add(new Range(frame.offset(), at));
                    count += count(frame);
                }
                case RecordingFormat.END -> {
                    close();
                    isComplete = true;
                    long events = frame.number();
                    if (events != sections.stream().mapToLong(Section::count).sum()) {
                        throw frame.refuse("the recording lacks events: it says that it has " + events);
                    }
                }
                default -> throw frame.refuse("a frame of a type that this version does not know");
            }
        }

        private static int count(ByteReader frame) throws RecordingException {
            int inputs = 0;
            while (!frame.atEnd()) {
                ByteReader record = frame.part(frame.fixed32());
                Kind kind = Kind.of(record.take());
                if (kind == null) {
                    throw record.refuse("a record of a kind that this version does not know");
                }
                inputs += kind.isInput() ? 1 : 0;
            }
            return inputs;
        }

        private void close() throws RecordingException {
            if (isOpen) {
                ByteReader in = new ByteReader(bytes, imageFrom, imageEnd);
                long base = in.number();
                long timeMillis = in.number();
                Marks marks = new Marks(in.number(), in.number());
                sections.add(new Section(base, timeMillis, marks, in.offset(), imageEnd, List.copyOf(ranges), count));
            }
            isOpen = false;
            ranges.clear();
            count = 0;
        }
    }
}
