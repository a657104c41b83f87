package org.duress.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A white page to draw on, with text where the machine has fonts. */
final class Page implements AutoCloseable {
    private static final Pattern SUBSCRIPT = Pattern.compile("_\\{([^{}]*)}");
    private static final Color INK = new Color(0x202020);
    private static final int SMALLEST = 9;
    private static final int LETTER = 13;
    private static final boolean FONTS = hasFonts();

    private final BufferedImage image;
    private final Graphics2D graphics;

    Page(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
    }

    void picture(BufferedImage picture, int x, int y) {
        graphics.drawImage(picture, x, y, null);
    }

    void box(Color colour, int x, int y, int width, int height) {
        graphics.setColor(colour);
        graphics.fillRect(x, y, width, height);
    }

    void frame(Color colour, int x, int y, int width, int height) {
        graphics.setColor(colour);
        graphics.drawRect(x, y, width - 1, height - 1);
    }

    /** A straight line, two pixels wide; a dashed one is one pixel wide. */
    void line(Color colour, double x1, double y1, double x2, double y2, boolean dashed) {
        graphics.setColor(colour);
        graphics.setStroke(
                dashed
                        ? new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0)
                        : new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
        graphics.setStroke(new BasicStroke());
    }

    /** A dot around a point, filled. */
    void dot(Color colour, double x, double y, double radius) {
        graphics.setColor(colour);
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    /**
     * Writes a line; {@code _{...}} is set as a subscript.
     *
     * @param baseline of the letters
     * @return how wide it is, in pixels
     */
    int text(String text, int x, int baseline, int size, boolean bold) {
        Matcher subscripts = SUBSCRIPT.matcher(text);
        int at = x;
        int end = 0;
        while (subscripts.find()) {
            at += plain(text.substring(end, subscripts.start()), at, baseline, size, bold);
            at += plain(subscripts.group(1), at, baseline + 3, size * 3 / 4, bold);
            end = subscripts.end();
        }
        return at - x + plain(text.substring(end), at, baseline, size, bold);
    }

    /** Writes a letter that is seen on any grey: white with a dark rim. */
    void letter(String letter, int x, int baseline) {
        if (!FONTS) {
            return;
        }
        graphics.setFont(font(LETTER, true));
        graphics.setColor(Color.BLACK);
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                graphics.drawString(letter, x + dx, baseline + dy);
            }
        }
        graphics.setColor(Color.WHITE);
        graphics.drawString(letter, x, baseline);
    }

    /** Writes a line no wider than a number of pixels: smaller where it is long, down to what can still be read. */
    void fitted(String text, int x, int baseline, int size, boolean bold, int width) {
        int smaller = size;
        if (FONTS) {
            while (smaller > SMALLEST
                    && graphics.getFontMetrics(font(smaller, bold)).stringWidth(text) > width) {
                smaller--;
            }
        }
        text(text, x, baseline, smaller, bold);
    }

    private static Font font(int size, boolean bold) {
        return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size);
    }

    private int plain(String text, int x, int baseline, int size, boolean bold) {
        if (!FONTS) {
            return size * text.length() / 2;
        }
        graphics.setFont(font(size, bold));
        graphics.setColor(INK);
        graphics.drawString(text, x, baseline);
        return graphics.getFontMetrics().stringWidth(text);
    }

    BufferedImage image() {
        return image;
    }

    @Override
    public void close() {
        graphics.dispose();
    }

    static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory always takes a picture", e);
        }
        return bytes.toByteArray();
    }

    /**
     * A picture as a JPEG: several times smaller than a PNG where a slice is enlarged, and good enough to look at.
     *
     * @param quality in (0, 1]
     */
    static byte[] jpeg(BufferedImage image, double quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality((float) quality);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("memory always takes a picture", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A bare server may have none; a panel without words is still better than no panel. */
    private static boolean hasFonts() {
        BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = probe.createGraphics();
        try {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            graphics.drawString("p", 0, 0);
            return true;
        } catch (RuntimeException | LinkageError | InternalError e) {
            return false;
        } finally {
            graphics.dispose();
        }
    }
}
