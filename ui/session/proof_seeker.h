#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>

#include "core/lab/proving.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// Seeks a proof for what is shown, with the budget of the command line, once the hand rests: what
/// a drag shows is solved with a smaller one. A newer scenario stops it at once. Lives on the GUI
/// thread.
class ProofSeeker : public QObject {
    Q_OBJECT
  public:
    /// @param interactive somebody may be dragging: the search waits for that and yields to the
    /// rest; else it starts at once, and what is shown is not settled before it ends
    ProofSeeker(Session& session, bool interactive);

    /// A proof is being sought, or will be as soon as the hand rests.
    bool seeking() const { return m_rest.isActive() || m_searching; }
    /// What is shown is not final yet: nobody drags, so it is worth waiting for.
    bool awaited() const { return !m_interactive && (seeking() || !m_worker.idle()); }
    /// The view, or where the same was asked and sought before, that with what was found.
    std::shared_ptr<const SolveView> bestKnown(const std::shared_ptr<const SolveView>& view) const;

  signals:
    void seekingChanged();
    /// Answers what the session shows.
    void found(const std::shared_ptr<const orl::SolveView>& view);
    void failed(const orl::Error& error);
    void becameIdle();

  private:
    void follow();
    void stop();
    void begin();
    void take(const std::shared_ptr<const SolveView>& proven);

    Session& m_session;
    bool m_interactive;
    QTimer m_rest;
    bool m_searching = false;
    std::shared_ptr<const SolveView> m_proven;  ///< the last that was found
    Worker m_worker;
};

}  // namespace orl
