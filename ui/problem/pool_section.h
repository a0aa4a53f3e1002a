#pragma once

#include "ui/problem/section.h"

namespace orl {

class PoolModel;
class PoolTable;
class Session;

/// The models with their own capacities, prices and switches.
class PoolSection : public Section {
    Q_OBJECT
  public:
    explicit PoolSection(Session& session, QWidget* parent = nullptr);
    PoolModel* model() const { return m_model; }
    PoolTable* table() const { return m_table; }

  private:
    void showModels();
    void showShares();
    void showAge();

    Session& m_session;
    PoolModel* m_model;
    PoolTable* m_table;
};

}  // namespace orl
