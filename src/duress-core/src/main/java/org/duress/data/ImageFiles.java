package org.duress.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.spec.ChannelFiles.Folders;
import org.duress.spec.ChannelFiles.Suffixes;
import org.duress.spec.CohortSpec;

/**
 * Which images a cohort has, and which files hold the channels of one.
 *
 * @param names of the images, in natural order: the file name of their label, which for files that differ in a suffix
 *     is the name without it
 * @param folder of the images, or of the first channel's, for messages
 * @param apart whether each channel has files of its own
 * @param channels where the files of each channel are, or where those of all are
 */
record ImageFiles(List<String> names, Folder folder, boolean apart, List<Channel> channels) {
    /**
     * Where the files of a channel are.
     *
     * @param name as messages and pictures call it
     * @param suffix between the image's name and the end of the file's; may be empty
     */
    record Channel(String name, Folder folder, String suffix) {
        private String file(String image) {
            int end = stem(image).length();
            return image.substring(0, end) + suffix + image.substring(end);
        }
    }

    ImageFiles {
        names = List.copyOf(names);
        channels = List.copyOf(channels);
    }

    /**
     * Finds the images.
     *
     * @param endings of the files, such as {@code .nii}
     * @throws DuressException if a folder is missing, a channel lacks the file of an image, or no file is named after a
     *     channel; there may be no image at all
     */
    static ImageFiles of(CohortSpec spec, String... endings) {
        if (spec.channels() instanceof Folders folders) {
            return apart(folders, endings);
        }
        Folder images = Folder.of(spec.images(), "cohort.images");
        return spec.channels() instanceof Suffixes suffixes
                ? apart(images, suffixes, endings)
                : new ImageFiles(images.files(endings), images, false, List.of(new Channel("", images, "")));
    }

    private static ImageFiles apart(Folders folders, String... endings) {
        List<Channel> channels = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>(NaturalOrder.INSTANCE);
        folders.folders().forEach((name, path) -> {
            Folder folder = Folder.of(Optional.of(path), "cohort.channels." + name);
            channels.add(new Channel(name, folder, ""));
            names.addAll(folder.files(endings));
        });
        return new ImageFiles(List.copyOf(names), channels.get(0).folder(), true, channels).whole();
    }

    private static ImageFiles apart(Folder images, Suffixes suffixes, String... endings) {
        List<Channel> channels = suffixes.suffixes().stream()
                .map(suffix -> new Channel(suffix, images, suffix))
                .toList();
        List<String> files = images.files(endings);
        SortedSet<String> names = new TreeSet<>(NaturalOrder.INSTANCE);
        for (String file : files) {
            String stem = stem(file);
            suffixes.suffixes().stream()
                    .filter(suffix -> stem.endsWith(suffix) && stem.length() > suffix.length())
                    .forEach(suffix -> names.add(
                            stem.substring(0, stem.length() - suffix.length()) + file.substring(stem.length())));
        }
        if (names.isEmpty() && !files.isEmpty()) {
            throw new DuressException("no file in " + images.path() + " is named with one of the suffixes "
                    + suffixes.suffixes() + " of cohort.channels, for example " + files.get(0) + " is not; correct"
                    + " them");
        }
        return new ImageFiles(List.copyOf(names), images, true, channels).whole();
    }

    private ImageFiles whole() {
        for (String name : names) {
            for (Channel channel : channels) {
                Path file = channel.folder().file(channel.file(name));
                if (!Files.isRegularFile(file)) {
                    throw new DuressException("image " + name + " has no file " + channel.file(name) + " of channel "
                            + channel.name() + " in " + channel.folder().path() + "; add it, or remove the image's"
                            + " other channels");
                }
            }
        }
        return this;
    }

    /**
     * The same with no other images than those of some files, each of which must be one of an image's.
     *
     * @param wanted of the folder; none for all
     */
    ImageFiles only(Collection<Path> wanted) {
        if (wanted.isEmpty()) {
            return this;
        }
        List<String> some = names.stream()
                .filter(name -> files(name).values().stream().anyMatch(wanted::contains))
                .toList();
        return new ImageFiles(some, folder, apart, channels);
    }

    /** Names of the channels, where they have files of their own; else empty, and the files say how many they are. */
    List<String> channelNames() {
        return apart ? channels.stream().map(Channel::name).toList() : List.of();
    }

    /** The files of an image, by how messages call them: one a channel, or one that holds all. */
    Map<String, Path> files(String image) {
        if (!apart) {
            return Collections.singletonMap("image " + image, folder.file(image));
        }
        Map<String, Path> files = new LinkedHashMap<>();
        channels.forEach(channel -> files.put(
                ChannelNames.spoken(channel.name()) + " of image " + image,
                channel.folder().file(channel.file(image))));
        return files;
    }

    /** Refuses a file of several channels where each has files of its own. */
    void requireOne(String what, int own) {
        if (apart && own != 1) {
            throw new DuressException(what + " has " + own + " channels of its own, where cohort.channels gives each"
                    + " channel its files; leave one of them in the file");
        }
    }

    /** A file's name without {@code .nii}, {@code .nii.gz} or {@code .png}. */
    static String stem(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Stream.of(NiftiSource.ZIPPED, NiftiSource.PLAIN, PngSource.SUFFIX)
                .filter(lower::endsWith)
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()))
                .orElse(name);
    }
}
