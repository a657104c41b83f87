package org.duress.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks a gzip file member by member (RFC 1952) and says how many of them have ended, each with its checksum and
 * length verified. {@code GZIPInputStream} does not say, so that a checksum could only be had by reading to the end of
 * whatever follows, and it recurses once an empty member. What follows the last member and is none is left alone.
 */
final class GzipMembers extends InputStream {
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATED = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private int members;
    private boolean inside;
    private boolean over;

    /**
     * Begins with a file's first member.
     *
     * @param packed the file; closed with this stream
     * @throws IOException if it does not begin with one
     */
    GzipMembers(InputStream packed) throws IOException {
        this.packed = packed;
        if (!header()) {
            throw new ZipException("not in gzip format");
        }
    }

    /** Members that have ended, and were whole. */
    int members() {
        return members;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!over) {
            if (!inside) {
                over = !header();
                continue;
            }
            int count = inflate(into, offset, length);
            if (count > 0) {
                sum.update(into, offset, count);
                return count;
            }
            if (inflater.finished()) {
                trailer();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("a gzip member needs a dictionary");
            } else if (inflater.needsInput() && !fill()) {
                throw new EOFException("a gzip member ends too early");
            }
        }
        return -1;
    }

    private int inflate(byte[] into, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(into, offset, length);
        } catch (DataFormatException e) {
            ZipException corrupt = new ZipException("a gzip member cannot be unpacked");
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private boolean fill() throws IOException {
        start = 0;
        end = Math.max(0, packed.read(buffer));
        inflater.setInput(buffer, 0, end);
        return end > 0;
    }

    private int next() throws IOException {
        if (start == end) {
            start = 0;
            end = Math.max(0, packed.read(buffer));
        }
        if (end == 0) {
            throw new EOFException("the gzip file ends too early");
        }
        return buffer[start++] & 0xff;
    }

    private int little(int bytes) throws IOException {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= next() << (8 * i);
        }
        return value;
    }

    /** Reads a member's header; false where there is none, which is an error only at the beginning of a file. */
    private boolean header() throws IOException {
        try {
            if (little(2) != MAGIC || next() != DEFLATED) {
                return false;
            }
        } catch (EOFException e) {
            return false;
        }
        int flags = next();
        little(6 - Short.BYTES);
        little(Short.BYTES);
        if ((flags & EXTRA) != 0) {
            for (int rest = little(Short.BYTES); rest > 0; rest--) {
                next();
            }
        }
        for (int text : new int[] {NAME, COMMENT}) {
            if ((flags & text) != 0) {
                while (next() != 0) {}
            }
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            little(Short.BYTES);
        }
        inflater.reset();
        inflater.setInput(buffer, start, end - start);
        sum.reset();
        inside = true;
        return true;
    }

    private void trailer() throws IOException {
        start = end - inflater.getRemaining();
        int expected = little(Integer.BYTES);
        int length = little(Integer.BYTES);
        if (expected != (int) sum.getValue() || length != (int) inflater.getBytesWritten()) {
            throw new ZipException("the checksum of a gzip member is wrong");
        }
        members++;
        inside = false;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
