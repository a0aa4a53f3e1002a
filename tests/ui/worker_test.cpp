#include "ui/session/worker.h"

#include <QSignalSpy>
#include <QtTest>
#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "ui_test.h"

namespace orl {

class WorkerTest : public QObject {
    Q_OBJECT
  private slots:
    void resultsAreShownOnTheGuiThread();
    void aNewerJobReplacesThePendingOne();
    void theRunningJobFinishesAndIsShownFirst();
    void aStoppedJobShowsNothing();
    void aDiscardedJobShowsNothingAndTheWorkerIsIdle();
    void aLateResultOfADiscardedJobIsStale();
    void theRunningJobLearnsThatItIsSuperseded();
    void errorsAreReportedAndTheWorkerGoesOn();
    void memoryRunningOutIsAnErrorToo();
    void progressIsLimited();
    void destructionStopsTheRunningJob();
};

namespace {
/// Work that tells when it has begun and then waits until it is let go (or stopped).
struct Gate {
    std::latch begun{1};
    std::atomic<bool> open{false};

    void pass(const Worker::Context& context) {
        begun.count_down();
        while (!open) {
            context.job.check();
            std::this_thread::yield();
        }
    }
};
}  // namespace

void WorkerTest::resultsAreShownOnTheGuiThread() {
    Worker worker;
    std::thread::id workedOn;
    std::thread::id shownOn;
    worker.submit([&](const Worker::Context& context) {
        workedOn = std::this_thread::get_id();
        context.show([&] { shownOn = std::this_thread::get_id(); });
    });
    QVERIFY(!worker.idle());
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QCOMPARE(shownOn, std::this_thread::get_id());
    QVERIFY(workedOn != shownOn);
}

void WorkerTest::aNewerJobReplacesThePendingOne() {
    Worker worker;
    Gate gate;
    std::vector<int> shown;
    const auto numbered = [&](int number) {
        return [&shown, number](const Worker::Context& context) {
            context.show([&shown, number] { shown.push_back(number); });
        };
    };
    worker.submit([&](const Worker::Context& context) {
        gate.pass(context);
        context.show([&] { shown.push_back(0); });
    });
    gate.begun.wait();
    for (int number = 1; number <= 50; ++number) worker.submit(numbered(number));
    gate.open = true;
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QCOMPARE(shown, (std::vector<int>{0, 50}));
}

void WorkerTest::theRunningJobFinishesAndIsShownFirst() {
    Worker worker;
    std::vector<int> shown;
    for (int number = 0; number < 200; ++number) {
        worker.submit([&shown, number](const Worker::Context& context) {
            context.show([&shown, number] { shown.push_back(number); });
        });
    }
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QVERIFY(std::is_sorted(shown.begin(), shown.end()));
    QCOMPARE(shown.back(), 199);
}

void WorkerTest::aStoppedJobShowsNothing() {
    Worker worker;
    Gate gate;
    std::vector<int> shown;
    worker.submit([&](const Worker::Context& context) {
        context.show([&] { shown.push_back(0); });  // queued before it was stopped
        gate.pass(context);
        context.show([&] { shown.push_back(1); });
    });
    gate.begun.wait();
    worker.submit(
        [&](const Worker::Context& context) { context.show([&] { shown.push_back(2); }); },
        Worker::Running::Stop);
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QCOMPARE(shown, std::vector<int>{2});
}

void WorkerTest::aDiscardedJobShowsNothingAndTheWorkerIsIdle() {
    Worker worker;
    Gate gate;
    bool shown = false;
    QSignalSpy idle(&worker, &Worker::becameIdle);
    QSignalSpy failed(&worker, &Worker::failed);
    worker.submit([&](const Worker::Context& context) {
        gate.pass(context);
        context.show([&] { shown = true; });
    });
    gate.begun.wait();
    worker.submit([&](const Worker::Context& context) { context.show([&] { shown = true; }); });
    worker.discard();
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QCOMPARE(idle.count(), 1);
    QCOMPARE(failed.count(), 0);
    QVERIFY(!shown);
}

void WorkerTest::aLateResultOfADiscardedJobIsStale() {
    Worker worker;
    std::latch queued(1);
    bool shown = false;
    worker.submit([&](const Worker::Context& context) {
        context.show([&] { shown = true; });
        queued.count_down();
    });
    queued.wait();     // its result waits in the event queue of this thread …
    worker.discard();  // … and is not wanted any more
    bool second = false;
    worker.submit([&](const Worker::Context& context) { context.show([&] { second = true; }); });
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QVERIFY(!shown);
    QVERIFY(second);
}

void WorkerTest::theRunningJobLearnsThatItIsSuperseded() {
    Worker worker;
    std::latch begun(1);
    std::atomic<bool> learned = false;
    worker.submit([&](const Worker::Context& context) {
        begun.count_down();
        while (!context.superseded.stop_requested()) std::this_thread::yield();
        learned = !context.job.stop.stop_requested();
    });
    begun.wait();
    worker.submit([](const Worker::Context&) {});
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QVERIFY(learned);
}

void WorkerTest::errorsAreReportedAndTheWorkerGoesOn() {
    Worker worker;
    std::vector<std::string> where;
    connect(&worker, &Worker::failed, this,
            [&](const Error& error) { where.push_back(error.where()); });
    worker.submit([](const Worker::Context&) { throw Error("a.csv:3", "it is bad", "mend it"); });
    QTRY_COMPARE_WITH_TIMEOUT(where.size(), 1U, kPatience);
    QCOMPARE(where[0], std::string("a.csv:3"));
    bool shown = false;
    worker.submit([&](const Worker::Context& context) { context.show([&] { shown = true; }); });
    QTRY_VERIFY_WITH_TIMEOUT(shown, kPatience);
}

void WorkerTest::memoryRunningOutIsAnErrorToo() {
    Worker worker;
    QSignalSpy failed(&worker, &Worker::failed);
    worker.submit([](const Worker::Context&) { throw std::bad_alloc(); });
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
    worker.submit([](const Worker::Context&) { throw std::runtime_error("odd"); });
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, kPatience);
}

void WorkerTest::progressIsLimited() {
    Worker worker;
    QSignalSpy progress(&worker, &Worker::progress);
    std::atomic<std::int64_t> elapsed = 0;
    worker.submit([&](const Worker::Context& context) {
        const auto start = std::chrono::steady_clock::now();
        for (int step = 0; step < 10'000; ++step) context.job.progress(step / 10'000.0, "working");
        elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
                      std::chrono::steady_clock::now() - start)
                      .count();
    });
    QTRY_VERIFY_WITH_TIMEOUT(worker.idle(), kPatience);
    QVERIFY(progress.count() >= 1);
    QVERIFY(progress.count() <= 1 + elapsed / 100);
}

void WorkerTest::destructionStopsTheRunningJob() {
    Gate gate;
    bool shown = false;
    {
        Worker worker;
        worker.submit([&](const Worker::Context& context) {
            gate.pass(context);
            context.show([&] { shown = true; });
        });
        gate.begun.wait();
    }
    QCoreApplication::processEvents();
    QVERIFY(!shown);
}

ORL_GUILESS_UI_TEST(WorkerTest);

}  // namespace orl

#include "worker_test.moc"
