package io.skipruntime.board;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Principal;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Tuple;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.postgres.PostgresTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A board of posts that users vote for. Users, posts and votes are tables of a database, which
 * others write to; this computes what pages show of them.
 *
 * <ul>
 *   <li>{@code front}: the posts by heat. Every vote counts, each tenfold number of votes as much
 *       as half a day of youth; so the order changes with votes and posts only, not with time.
 *   <li>{@code newest}, and {@code by} an author.
 *   <li>{@code post}: one post.
 *   <li>{@code my_votes}: what the user who asks has voted for.
 *   <li>{@code counts}: how many posts, votes and users there are.
 * </ul>
 */
final class BoardService implements SkipService<BoardService.Inputs, BoardService.Shared> {

  private static final String DATABASE = "database";

  /** The inputs, of which there are none: all data come from the database. */
  record Inputs() {}

  record User(String name) {}

  record Post(long author, String title, Optional<String> url, Instant createdAt) {}

  @Tuple
  record Ballot(long post, long voter) {}

  record Vote(Instant createdAt) {}

  /** A post as pages show it. */
  record Listed(
      long id, String title, Optional<String> url, String author, Instant createdAt, long votes) {}

  /** The place of a post by heat: the hottest first, of equal ones the newest. */
  @Tuple
  record Place(long cold, long negatedId) {

    private static final double SECONDS_PER_TENFOLD = 43_200;

    static Place of(Listed post) {
      double heat =
          Math.log10((double) Math.max(post.votes(), 1))
              + post.createdAt().getEpochSecond() / SECONDS_PER_TENFOLD;
      return new Place(-Math.round(heat * 1_000_000), -post.id());
    }
  }

  @Tuple
  record ByAuthor(String author, long negatedId) {}

  @Tuple
  record Voted(long voter, long negatedPost) {}

  /** The collections that all resources are built from. */
  record Shared(
      EagerCollection<Long, Listed> listed,
      EagerCollection<Long, Listed> newest,
      EagerCollection<Place, Listed> ranked,
      EagerCollection<ByAuthor, Listed> byAuthor,
      EagerCollection<Voted, Listed> voted,
      EagerCollection<String, Long> counts) {}

  /** Each post with its author's name and its votes. */
  record Listing(EagerCollection<Long, User> users, EagerCollection<Long, Long> votes)
      implements Mapper<Long, Post, Long, Listed> {
    @Override
    public void mapEntry(Long id, Values<Post> posts, Emitter<Long, Listed> out) {
      Post post = posts.getUnique();
      String author = users.findUnique(post.author()).map(User::name).orElse("nobody");
      out.emit(
          id,
          new Listed(
              id,
              post.title(),
              post.url(),
              author,
              post.createdAt(),
              votes.findUnique(id).orElse(0L)));
    }
  }

  /** The posts that each user has voted for, the newest first. */
  record Voting(EagerCollection<Long, Listed> posts)
      implements Mapper<Ballot, Vote, Voted, Listed> {
    @Override
    public void mapEntry(Ballot ballot, Values<Vote> votes, Emitter<Voted, Listed> out) {
      posts
          .findUnique(ballot.post())
          .ifPresent(post -> out.emit(new Voted(ballot.voter(), -ballot.post()), post));
    }
  }

  /** The posts of a number of places from the first on. */
  record Front(int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Place, Listed> instantiate(Shared shared, Context context) {
      return shared.ranked().take(limit);
    }
  }

  /** The newest posts. */
  record Newest(int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Listed> instantiate(Shared shared, Context context) {
      return shared.newest().take(limit);
    }
  }

  /** An author's newest posts. */
  record By(String author, int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<ByAuthor, Listed> instantiate(Shared shared, Context context) {
      return shared
          .byAuthor()
          .slice(new ByAuthor(author, Long.MIN_VALUE), new ByAuthor(author, Long.MAX_VALUE))
          .take(limit);
    }
  }

  /** One post. */
  record One(long id) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Listed> instantiate(Shared shared, Context context) {
      return shared.listed().slice(id, id);
    }
  }

  /** The posts that the user who asks has voted for; the subject of a token is a user's number. */
  record MyVotes(Principal user, int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Voted, Listed> instantiate(Shared shared, Context context) {
      long voter = Long.parseLong(user.subject());
      return shared
          .voted()
          .slice(new Voted(voter, Long.MIN_VALUE), new Voted(voter, Long.MAX_VALUE))
          .take(limit);
    }
  }

  private final PostgresService database;

  /** A service of the tables that a database has. */
  BoardService(PostgresService database) {
    this.database = database;
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of(DATABASE, database);
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<Long, User> users =
        context.useExternalResource(
            PostgresTable.of(DATABASE, "public.users", Long.class, User.class));
    EagerCollection<Long, Post> posts =
        context.useExternalResource(
            PostgresTable.of(DATABASE, "public.posts", Long.class, Post.class));
    EagerCollection<Ballot, Vote> votes =
        context.useExternalResource(
            PostgresTable.of(DATABASE, "public.votes", Ballot.class, Vote.class));
    EagerCollection<Long, Long> votesOfPosts =
        votes.mapReduce(
            (ballot, vote, out) -> out.emit(ballot.post(), ballot.voter()), Reducers.count());
    EagerCollection<Long, Listed> listed = posts.map(new Listing(users, votesOfPosts));
    EagerCollection<String, Long> counts =
        counted(posts, "posts").merge(List.of(counted(votes, "votes"), counted(users, "users")));
    return new Shared(
        listed,
        listed.map((id, post, out) -> out.emit(-id, post.getUnique())),
        listed.map((id, post, out) -> out.emit(Place.of(post.getUnique()), post.getUnique())),
        listed.map((id, post, out) ->
            out.emit(new ByAuthor(post.getUnique().author(), -id), post.getUnique())),
        votes.map(new Voting(listed)),
        counts);
  }

  private static <K, V> EagerCollection<String, Long> counted(
      EagerCollection<K, V> rows, String name) {
    return rows.mapReduce((key, row, out) -> out.emit(name, 1L), Reducers.count());
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("front", Front.class)
        .and("newest", Newest.class)
        .and("by", By.class)
        .and("post", One.class)
        .and("my_votes", MyVotes.class)
        .and("counts", (shared, context) -> shared.counts());
  }
}
