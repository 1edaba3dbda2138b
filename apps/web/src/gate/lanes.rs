//! What is asked goes in lanes: those who hand in never keep waiting those who follow, neither keeps the staff waiting, and whoever
//! is still at the door keeps nobody waiting but those who also are. Each lane has so many places and a line that becomes no longer
//! than it may; past that people are told in how many seconds to come back. In a lane it goes by turn.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::Method;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{GateConfig, pace::Pace};

/// Who asks for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Somebody who is signed in.
    Staff,
    /// Somebody who follows a matter.
    Follow,
    /// Somebody who hands something in.
    HandIn,
    /// A program that was let in.
    Programs,
    /// Whoever says that they are signed in, or wants to be.
    Door,
    /// Somebody who reads a page of the portal.
    Pages,
}

impl Lane {
    /// All of them, with their names in metrics.
    pub(crate) const ALL: [(Self, &'static str); 6] = [
        (Self::Staff, "staff"),
        (Self::Follow, "follow"),
        (Self::HandIn, "hand_in"),
        (Self::Programs, "programs"),
        (Self::Door, "door"),
        (Self::Pages, "pages"),
    ];

    /// The lane of a request; `known`: of somebody who was let in. Nothing: what costs next to nothing, or must never wait.
    pub(crate) fn of(method: &Method, path: &str, known: bool) -> Option<Self> {
        let at = |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        match () {
            () if at("/assets") || at("/healthz") || at("/readyz") || at("/leave") => None,
            () if at("/desk") && known => Some(Self::Staff),
            () if at("/api") && known => Some(Self::Programs),
            () if at("/desk") || at("/api") => Some(Self::Door),
            () if at("/follow") => Some(Self::Follow),
            () if sends(method) => Some(Self::HandIn),
            () => Some(Self::Pages),
        }
    }
}

/// Does the request send something that is to be read?
pub(crate) fn sends(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

/// Places for work, shared by the lanes that are served alike.
#[derive(Debug)]
struct Pool {
    places: Arc<Semaphore>,
    pace: Pace,
}

impl Pool {
    fn new(places: usize) -> Arc<Self> {
        Arc::new(Self { places: Arc::new(Semaphore::new(places)), pace: Pace::new(places) })
    }
}

/// What a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A form is read.
    Read,
    /// What was read is worked on.
    Begin,
    /// Something is worked on that need not be read.
    Ask,
}

/// The name of a lane, as operators see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct LaneName {
    lane: &'static str,
}

/// How it goes in all lanes, as operators see it.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    pub(crate) working: Family<LaneName, Gauge>,
    pub(crate) waiting: Family<LaneName, Gauge>,
    pub(crate) refused: Family<LaneName, Counter>,
}

impl Watched {
    fn of(&self, lane: &'static str) -> Going {
        let name = LaneName { lane };
        Going {
            working: self.working.get_or_create(&name).clone(),
            waiting: self.waiting.get_or_create(&name).clone(),
            refused: self.refused.get_or_create(&name).clone(),
        }
    }
}

/// How it goes in one.
#[derive(Debug)]
struct Going {
    working: Gauge,
    waiting: Gauge,
    refused: Counter,
}

/// One lane: forms that are being read, and the places for work.
#[derive(Debug)]
struct Way {
    forms: Arc<Pool>,
    work: Arc<Pool>,
    going: Going,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Lanes {
    ways: [Way; Lane::ALL.len()],
    pub(crate) watched: Watched,
    room: i64,
    longest: Duration,
    /// Forms that are read only to be given back.
    told: Semaphore,
    /// Called when somebody waits no longer.
    calm: Notify,
}

/// The line is full: come back in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ComeBack(pub(crate) u64);

/// A place that is held, and since when; how long it was is measured when it is given back.
#[derive(Debug)]
struct Held {
    pool: Arc<Pool>,
    since: Instant,
    working: Option<Gauge>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.pool.pace.took(self.since.elapsed());
        if let Some(working) = &self.working {
            working.dec();
        }
    }
}

/// A place in a line, given back when the request ends, however it ends.
struct InLine<'a>(&'a Gauge, &'a Notify);

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.dec();
        self.1.notify_waiters();
    }
}

/// The right of a request to be read and worked on; whatever it holds is given back when the answer is there.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    lanes: Arc<Lanes>,
    lane: Lane,
    held: Arc<Mutex<Option<Held>>>,
}

impl Turn {
    /// It has been read, now it is worked on; a place among those who are read is kept until then, so that no more stand here
    /// than are read.
    pub(crate) async fn begin(&self) -> Result<(), ComeBack> {
        self.keep(Some(self.lanes.place(self.lane, Step::Begin).await?));
        Ok(())
    }

    /// What is left to do stands in a line of its own.
    pub(crate) fn end(&self) {
        self.keep(None);
    }

    fn keep(&self, held: Option<Held>) {
        let before = std::mem::replace(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner), held);
        drop(before);
    }
}

impl Lanes {
    pub(crate) fn new(config: &GateConfig) -> Self {
        let (staff, follow) = (Pool::new(config.staff_at_once), Pool::new(config.follow_at_once));
        let (programs, public) = (Pool::new(config.programs_at_once), Pool::new(config.public_at_once));
        let watched = Watched::default();
        let ways = Lane::ALL.map(|(lane, name)| Way {
            forms: Pool::new(config.forms_at_once),
            work: Arc::clone(match lane {
                Lane::Staff => &staff,
                Lane::Follow => &follow,
                Lane::Programs => &programs,
                Lane::HandIn | Lane::Door | Lane::Pages => &public,
            }),
            going: watched.of(name),
        });
        let room = i64::try_from(config.waiting).unwrap_or(i64::MAX);
        let told = Semaphore::new(config.forms_at_once);
        Self { ways, watched, room, longest: config.waiting_longest, told, calm: Notify::new() }
    }

    /// Waits for the turn of a request: to be read, if it sends a form, else to be worked on.
    pub(crate) async fn turn(self: &Arc<Self>, lane: Lane, method: &Method) -> Result<Turn, ComeBack> {
        let step = if sends(method) { Step::Read } else { Step::Ask };
        let held = Arc::new(Mutex::new(Some(self.place(lane, step).await?)));
        Ok(Turn { lanes: Arc::clone(self), lane, held })
    }

    /// A place to read a form only to give it back; nothing while too many are read so.
    pub(crate) fn told(&self) -> Option<SemaphorePermit<'_>> {
        self.told.try_acquire().ok()
    }

    fn way(&self, lane: Lane) -> &Way {
        let [staff, follow, hand_in, programs, door, pages] = &self.ways;
        match lane {
            Lane::Staff => staff,
            Lane::Follow => follow,
            Lane::HandIn => hand_in,
            Lane::Programs => programs,
            Lane::Door => door,
            Lane::Pages => pages,
        }
    }

    /// A place, as soon as it is this one's turn. Whoever was read is past the end of the line, and waits no longer than others.
    async fn place(&self, lane: Lane, step: Step) -> Result<Held, ComeBack> {
        let way = self.way(lane);
        let pool = if step == Step::Read { &way.forms } else { &way.work };
        let free = if self.staff_first(lane) { None } else { Arc::clone(&pool.places).try_acquire_owned().ok() };
        let permit = match free {
            Some(permit) => Some(permit),
            None => {
                let before = way.going.waiting.inc();
                let _line = InLine(&way.going.waiting, &self.calm);
                let room = step == Step::Begin || before < self.room;
                if room { timeout(self.longest, self.called(lane, pool)).await.ok().flatten() } else { None }
            }
        };
        let permit = permit.ok_or_else(|| turned_away(way, pool))?;
        let working = (step != Step::Read).then(|| way.going.working.clone());
        working.iter().for_each(|working| _ = working.inc());
        Ok(Held { pool: Arc::clone(pool), since: Instant::now(), working, _permit: permit })
    }

    async fn called(&self, lane: Lane, pool: &Arc<Pool>) -> Option<OwnedSemaphorePermit> {
        let permit = Arc::clone(&pool.places).acquire_owned().await.ok()?;
        loop {
            let calm = self.calm.notified();
            if !self.staff_first(lane) {
                return Some(permit);
            }
            calm.await;
        }
    }

    /// Nobody else begins while somebody of the staff waits to be worked for.
    fn staff_first(&self, lane: Lane) -> bool {
        let staff = self.way(Lane::Staff);
        lane != Lane::Staff && staff.going.waiting.get() > 0 && staff.work.places.available_permits() == 0
    }
}

fn turned_away(way: &Way, pool: &Pool) -> ComeBack {
    way.going.refused.inc();
    let waiting = u32::try_from(way.going.waiting.get()).unwrap_or(0);
    ComeBack(pool.pace.back_in(waiting, Instant::now()))
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use axum::http::Method;
    use tokio::time::{sleep, timeout};

    use super::{ComeBack, GateConfig, Lane, Lanes};

    fn lanes(waiting: usize) -> Arc<Lanes> {
        let one = GateConfig {
            forms_at_once: 1,
            staff_at_once: 1,
            follow_at_once: 1,
            public_at_once: 1,
            ..GateConfig::default()
        };
        Arc::new(Lanes::new(&GateConfig { waiting, waiting_longest: Duration::from_millis(300), ..one }))
    }

    #[test]
    fn whoever_was_let_in_goes_apart_from_those_at_the_door() {
        let (get, post) = (Method::GET, Method::POST);
        assert_eq!(Lane::of(&get, "/desk/cases/x", true), Some(Lane::Staff));
        assert_eq!(Lane::of(&post, "/desk/sign-in", false), Some(Lane::Door));
        assert_eq!(Lane::of(&post, "/api/v1/matters/a/b", true), Some(Lane::Programs));
        assert_eq!(Lane::of(&get, "/api/v1/inbox", false), Some(Lane::Door));
        assert_eq!(Lane::of(&get, "/follow", false), Some(Lane::Follow));
        assert_eq!(Lane::of(&post, "/o/office/matter", true), Some(Lane::HandIn));
        assert_eq!(Lane::of(&get, "/desktop", true), Some(Lane::Pages));
        for always in ["/leave", "/healthz", "/readyz", "/assets/abc/site.css"] {
            assert_eq!(Lane::of(&get, always, false), None, "{always}");
        }
    }

    #[tokio::test]
    async fn a_full_lane_holds_up_no_other() {
        let lanes = lanes(0);
        let taken = lanes.turn(Lane::HandIn, &Method::POST).await;
        assert!(taken.is_ok());
        assert_eq!(lanes.turn(Lane::HandIn, &Method::POST).await.unwrap_err(), ComeBack(1), "the line is full");
        let page = lanes.turn(Lane::Pages, &Method::GET).await;
        assert!(page.is_ok(), "forms that are read slowly hold up no page");
        assert!(lanes.turn(Lane::Follow, &Method::POST).await.is_ok());
        assert!(lanes.turn(Lane::Staff, &Method::POST).await.is_ok());
        drop(taken);
        assert!(lanes.turn(Lane::HandIn, &Method::POST).await.is_ok());
        let counted: Vec<u64> = lanes.ways.iter().map(|way| way.going.refused.get()).collect();
        assert_eq!(counted, [0, 0, 1, 0, 0, 0]);
        assert!(lanes.ways.iter().all(|way| way.going.waiting.get() == 0));
    }

    #[tokio::test]
    async fn a_line_moves_by_turn_and_is_left_when_it_does_not_move() {
        let lanes = lanes(1);
        let first = lanes.turn(Lane::Pages, &Method::GET).await.unwrap();
        let (second, third) =
            tokio::join!(lanes.turn(Lane::Pages, &Method::GET), lanes.turn(Lane::Pages, &Method::GET));
        assert!(second.is_err() && third.is_err(), "one waited in vain, for the other there was no room");
        let (second, ()) = tokio::join!(lanes.turn(Lane::Pages, &Method::GET), async {
            sleep(Duration::from_millis(20)).await;
            drop(first);
        });
        assert!(second.is_ok());
    }

    #[tokio::test]
    async fn nobody_begins_while_the_staff_wait() {
        let lanes = lanes(8);
        let busy = lanes.turn(Lane::Staff, &Method::GET).await.unwrap();
        let reading = lanes.turn(Lane::HandIn, &Method::POST).await.unwrap();
        let staff = tokio::spawn({
            let lanes = Arc::clone(&lanes);
            async move { lanes.turn(Lane::Staff, &Method::GET).await.map(|_turn| ()) }
        });
        sleep(Duration::from_millis(20)).await;
        let begun = timeout(Duration::from_millis(50), reading.begin()).await;
        assert!(begun.is_err(), "there is a place, and it is kept free");
        drop(busy);
        assert_eq!(staff.await.unwrap(), Ok(()));
        assert!(reading.begin().await.is_ok());
    }
}
