package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Member;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// The use cases of sharing an image with other projects, its *members*. Only an image whose
/// visibility is `shared` has members to speak of; one that was shared before keeps them, unseen,
/// until it is shared again.
///
/// The owner says who is a member, the member says what it makes of it, and neither does the
/// other's part. The owner sees all members, a member sees itself alone. Thread-safe.
public final class MemberService {
  private final Catalog catalog;
  private final Access access;
  private final RecordRules rules;
  private final Sharing sharing;
  private final Timestamps timestamps;
  private final ImageServiceOptions options;

  MemberService(
      Catalog catalog,
      Access access,
      RecordRules rules,
      Sharing sharing,
      Timestamps timestamps,
      ImageServiceOptions options) {
    this.catalog = catalog;
    this.access = access;
    this.rules = rules;
    this.sharing = sharing;
    this.timestamps = timestamps;
    this.options = options;
  }

  /// The members that the caller may know of, the longest-standing first.
  public List<Member> list(Caller caller, String imageId) throws Refusal {
    Image image = shared(caller, imageId).value();
    access.require(caller, Policy.Action.GET_MEMBERS, image);
    return catalog.members(imageId).stream()
        .map(Versioned::value)
        .filter(member -> mayKnow(caller, image, member.project()))
        .filter(member -> access.mayGetMember(caller, image, member.project()))
        .sorted(Comparator.comparing(Member::createdAt).thenComparing(Member::project))
        .toList();
  }

  /// Whatever stands in the way, the answer is that there is no such member.
  public Member show(Caller caller, String imageId, String project) throws Refusal {
    try {
      Image image = shared(caller, imageId).value();
      return known(caller, image, project).value();
    } catch (Refusal.Forbidden e) {
      throw new Refusal.NotFound(e.getMessage());
    }
  }

  /// Shares the image with one project more, whose answer is pending.
  public Member add(Caller caller, String imageId, String project)
      throws Refusal, InterruptedException {
    rules.checkMember(project);
    return sharing.around(
        imageId,
        caller.proof(),
        () -> {
          Versioned<Image> image = shared(caller, imageId);
          access.require(caller, Policy.Action.ADD_MEMBER, image.value(), project);
          access.requireOwnership(caller, image.value());
          checkQuota(imageId);
          if (catalog.member(imageId, project).isPresent()) {
            throw new Refusal.Conflict(
                "Project " + project + " is a member of image " + imageId + " already.");
          }
          Instant now = timestamps.next();
          Member member = new Member(imageId, project, MemberStatus.PENDING, now, now);
          // The image is written as it was, for its revision: a delete that has read the members by
          // now
          // would leave this one behind, and two that are added at once would both be the last.
          CatalogTransaction transaction =
              catalog
                  .transaction()
                  .expectImage(image)
                  .putImage(image.value())
                  .expectNoMember(imageId, project)
                  .putMember(member);
          sharing.begin(transaction, imageId, image.value().locations());
          transaction.commit();
          return member;
        });
  }

  private void checkQuota(String imageId) throws Refusal {
    int most = options.memberQuota();
    int wanted = catalog.members(imageId).size() + 1;
    if (most >= 0 && wanted > most) {
      throw new Refusal.TooLarge(
          "Too many members: the image would have "
              + wanted
              + ", at most "
              + most
              + " are allowed");
    }
  }

  /// Notes what a member makes of the image. Nobody answers for somebody else, but administrators.
  public Member answer(Caller caller, String imageId, String project, MemberStatus answer)
      throws Refusal, InterruptedException {
    return Commits.retrying(() -> {
      Versioned<Image> image = shared(caller, imageId);
      if (access.owns(caller, image.value()) && !caller.admin()) {
        throw new Refusal.Forbidden("The owner of an image does not answer for its members.");
      }
      Versioned<Member> member = known(caller, image.value(), project);
      access.require(caller, Policy.Action.MODIFY_MEMBER, image.value(), project);
      Member answered = member.value().answered(answer, timestamps.next());
      catalog.transaction().expectImage(image).expectMember(member).putMember(answered).commit();
      return answered;
    });
  }

  public void remove(Caller caller, String imageId, String project)
      throws Refusal, InterruptedException {
    sharing.around(
        imageId,
        caller.proof(),
        () -> {
          Versioned<Image> image = shared(caller, imageId);
          Versioned<Member> member = known(caller, image.value(), project);
          access.require(caller, Policy.Action.DELETE_MEMBER, image.value(), project);
          access.requireOwnership(caller, image.value());
          // The image as it was read: data that comes meanwhile is shared with those who are left.
          CatalogTransaction transaction =
              catalog
                  .transaction()
                  .expectImage(image)
                  .expectMember(member)
                  .deleteMember(imageId, project);
          sharing.begin(transaction, imageId, image.value().locations());
          return transaction.commit();
        });
  }

  /// An image that the caller may get and that has members to speak of.
  private Versioned<Image> shared(Caller caller, String imageId) throws Refusal {
    Versioned<Image> image = access.find(caller, imageId);
    access.require(caller, Policy.Action.GET_IMAGE, image.value());
    if (image.value().visibility() != Visibility.SHARED) {
      throw new Refusal.Forbidden("Only shared images have members.");
    }
    return image;
  }

  /// A member that the caller may know of.
  private Versioned<Member> known(Caller caller, Image image, String project) throws Refusal {
    Versioned<Member> member =
        catalog
            .member(image.id(), project)
            .filter(_ -> mayKnow(caller, image, project))
            .orElseThrow(() ->
                new Refusal.NotFound(
                    project + " not found in the member list of the image " + image.id() + "."));
    access.require(caller, Policy.Action.GET_MEMBER, image, project);
    return member;
  }

  private boolean mayKnow(Caller caller, Image image, String project) {
    return caller.admin() || access.owns(caller, image) || project.equals(caller.project());
  }
}
