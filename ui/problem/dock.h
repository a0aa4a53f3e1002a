#pragma once

#include <QDockWidget>

namespace orl {

class ConstraintSection;
class DataSection;
class GroupSection;
class LatencySection;
class MethodSection;
class PoolSection;
class Session;

/// The problem as the operator states it.
class ProblemDock : public QDockWidget {
    Q_OBJECT
  public:
    explicit ProblemDock(Session& session, QWidget* parent = nullptr);

    DataSection* data() const { return m_data; }
    ConstraintSection* constraints() const { return m_constraints; }
    PoolSection* pool() const { return m_pool; }
    LatencySection* latency() const { return m_latency; }
    GroupSection* groups() const { return m_groups; }
    MethodSection* method() const { return m_method; }

  private:
    DataSection* m_data;
    ConstraintSection* m_constraints;
    PoolSection* m_pool;
    LatencySection* m_latency;
    GroupSection* m_groups;
    MethodSection* m_method;
};

}  // namespace orl
