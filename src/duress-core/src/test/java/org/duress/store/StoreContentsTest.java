package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.store.StoreContents.Health;
import org.duress.store.StoreContents.Item;
import org.duress.store.StoreContents.Kind;
import org.duress.store.StoreContents.Pruned;
import org.duress.store.StoreContents.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreContentsTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private Path folder;

    private void kept(String key, int daysAgo) throws IOException {
        new AttackerStore(folder, notice -> {}).obtain(key, recipe("text of " + key, "abc" + key));
        used(key, daysAgo);
    }

    private void used(String key, int daysAgo) throws IOException {
        FileTime then = FileTime.from(now.minus(Duration.ofDays(daysAgo)));
        for (Path file : List.of(entry(key), StoredEntry.checksum(entry(key)))) {
            Files.setLastModifiedTime(file, then);
        }
    }

    private Path entry(String key) {
        return folder.resolve(key + ".attacker");
    }

    private static Recipe<String> recipe(String text, String against) {
        return new Recipe<>() {
            @Override
            public String kind() {
                return "attacker";
            }

            @Override
            public String against() {
                return against;
            }

            @Override
            public String train(Path work) {
                return text;
            }

            @Override
            public void save(String attacker, Path file) throws IOException {
                Files.writeString(file, attacker);
            }

            @Override
            public String load(Path file) {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new EnvironmentException("cannot read " + file, e);
                }
            }
        };
    }

    private static Rule olderThan(int days) {
        return new Rule(Optional.of(Duration.ofDays(days)), OptionalInt.empty());
    }

    private static Rule keep(int count) {
        return new Rule(Optional.empty(), OptionalInt.of(count));
    }

    private List<String> keys() {
        return new StoreContents(folder).list().stream().map(Item::key).toList();
    }

    @Test
    void everythingIsListedTheLastUsedFirst() throws IOException {
        kept("old", 40);
        kept("new", 1);
        Files.writeString(folder.resolve("new.attacker.damaged-1"), "xyz");
        Path checkpoint = folder.resolve("work/half/checkpoint.zip");
        Files.createDirectories(folder.resolve("work/half"));
        Files.writeString(checkpoint, "12345");
        assertThat(new StoreContents(folder).list())
                .extracting(Item::key, Item::kind, Item::bytes, Item::model, Item::inUse)
                .containsExactlyInAnyOrder(
                        tuple("new", Kind.TRAINED, 11L, Optional.of("abcnew"), false),
                        tuple("old", Kind.TRAINED, 11L, Optional.of("abcold"), false),
                        tuple("new", Kind.DAMAGED, 3L, Optional.empty(), false),
                        tuple("half", Kind.CHECKPOINTS, 5L, Optional.empty(), false));
        assertThat(keys()).endsWith("new", "old");
        assertThat(new StoreContents(folder.resolve("none")).list()).isEmpty();
    }

    @Test
    void loadingIsUsing() throws IOException {
        kept("a", 40);
        new AttackerStore(folder, notice -> {}).obtain("a", recipe("another", ""));
        assertThat(new StoreContents(folder).list().get(0).used()).isAfter(now.minus(Duration.ofDays(1)));
    }

    @Test
    void whatWasNotUsedForLongGoesWithWhatBelongsToIt() throws IOException {
        kept("old", 40);
        kept("new", 1);
        assertThat(new StoreContents(folder).doomed(olderThan(30), now))
                .extracting(Item::key)
                .containsExactly("old");
        assertThat(keys()).contains("old");
        assertThat(new StoreContents(folder).prune(olderThan(30), now))
                .extracting(Pruned::deleted)
                .containsExactly(true);
        assertThat(keys()).containsExactly("new");
        assertThat(entry("old")).doesNotExist();
        assertThat(StoredEntry.checksum(entry("old"))).doesNotExist();
        assertThat(StoredEntry.against(entry("old"))).doesNotExist();
        assertThat(new AttackerStore(folder, notice -> {}).obtain("old", recipe("trained again", "")))
                .isEqualTo(new Stored<>("trained again", false));
    }

    @Test
    void asManyAsAreKeptStayAndWithBothRulesOnlyWhatIsOldAndMoreGoes() throws IOException {
        kept("a", 3);
        kept("b", 2);
        kept("c", 1);
        assertThat(new StoreContents(folder).doomed(keep(2), now))
                .extracting(Item::key)
                .containsExactly("a");
        Rule both = new Rule(Optional.of(Duration.ofHours(30)), OptionalInt.of(2));
        assertThat(new StoreContents(folder).doomed(both, now))
                .extracting(Item::key)
                .containsExactly("a");
        assertThat(new StoreContents(folder).doomed(new Rule(both.olderThan(), OptionalInt.of(0)), now))
                .extracting(Item::key)
                .containsExactly("b", "a");
        new StoreContents(folder).prune(keep(0), now);
        assertThat(keys()).isEmpty();
    }

    @Test
    void whatABuildHoldsIsLeftAlone() throws Exception {
        kept("held", 40);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Thread build = new Thread(() -> {
            try {
                StoreLock lock = StoreLock.acquire(folder.resolve("held.lock"), "attacker", waiting -> {});
                try (lock) {
                    taken.countDown();
                    enough.await();
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        build.start();
        taken.await();
        try {
            assertThat(new StoreContents(folder).list().get(0).inUse()).isTrue();
            assertThat(new StoreContents(folder).prune(keep(0), now))
                    .extracting(Pruned::deleted)
                    .containsExactly(false);
            assertThat(entry("held")).exists();
            Files.writeString(entry("held"), "damaged");
            assertThat(new StoreContents(folder).verify())
                    .extracting(StoreContents.Verified::health)
                    .containsExactly(Health.IN_USE);
        } finally {
            enough.countDown();
            build.join();
        }
        assertThat(new StoreContents(folder).prune(keep(0), now))
                .extracting(Pruned::deleted)
                .containsExactly(true);
    }

    @Test
    void whatIsDamagedIsNamedAndSetAside() throws IOException {
        kept("a", 2);
        kept("b", 1);
        Files.writeString(entry("a"), "text of x");
        used("a", 2);
        List<StoreContents.Verified> verified = new StoreContents(folder).verify();
        assertThat(verified).extracting(StoreContents.Verified::health).containsExactly(Health.SOUND, Health.DAMAGED);
        assertThat(verified.get(1).sentence())
                .isEqualTo("its checksum does not fit; it was set aside as 'a.attacker.damaged-1', and is trained again"
                        + " when it is needed");
        assertThat(folder.resolve("a.attacker.damaged-1")).hasContent("text of x");
        assertThat(new StoreContents(folder).verify())
                .extracting(one -> one.item().key())
                .containsExactly("b");
    }

    /** A build has seen the file and its checksum, and then it goes. */
    @Test
    void aBuildThatLoadsWhatGoesTrainsItAgain() throws IOException {
        kept("a", 2);
        Recipe<String> pruned = new Recipe<>() {
            private boolean gone;

            @Override
            public String kind() {
                return "attacker";
            }

            @Override
            public String train(Path work) {
                return "trained again";
            }

            @Override
            public void save(String attacker, Path file) throws IOException {
                recipe("", "").save(attacker, file);
            }

            @Override
            public String load(Path file) {
                if (!gone) {
                    gone = true;
                    new StoreContents(folder).prune(keep(0), now);
                }
                return recipe("", "").load(file);
            }
        };
        assertThat(new AttackerStore(folder, notice -> {}).obtain("a", pruned).attacker())
                .isEqualTo("trained again");
    }

    @Test
    void aFileIsNoStore() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> new StoreContents(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("duress.store names '" + file + "', which is a file");
    }
}
