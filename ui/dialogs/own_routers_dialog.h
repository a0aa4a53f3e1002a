#pragma once

#include <QDialog>
#include <optional>

#include "core/lab/views.h"
#include "core/own_router.h"
#include "ui/session/worker.h"

class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace orl {

class NoteLabel;
class OwnRouterEditor;
class Session;

/// What somebody routes by today: the own routers of the workspace, ticked where they are shown in
/// the charts. What a rule would do with the queries that are routed now is said while it is
/// edited; it is kept by its button, as one step of undo.
class OwnRoutersDialog : public QDialog {
    Q_OBJECT
  public:
    explicit OwnRoutersDialog(Session& session, QWidget* parent = nullptr);

    QListWidget* list() const { return m_list; }
    OwnRouterEditor* editor() const { return m_editor; }
    QPushButton* add() const { return m_add; }
    QPushButton* remove() const { return m_remove; }
    QPushButton* keep() const { return m_keep; }
    NoteLabel* note() const { return m_note; }
    /// Nothing is being read or matched.
    bool isIdle() const { return m_reader.idle() && m_matcher.idle(); }
    void loadFile(const QString& path);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void build();
    void connectAll();
    void showList();
    void showPlaces();
    void showChosen();
    void startNew();
    void draftChanged();
    void match();
    void showMatch(const OwnPlan& plan);
    void keepDraft();
    void removeChosen();
    void toggle(const QListWidgetItem& item);
    void askFile();
    const OwnRouter* chosen() const;

    Session& m_session;
    std::string m_chosen;  ///< name of the one that is edited; empty: a new one
    bool m_filling = false;
    QListWidget* m_list = nullptr;
    OwnRouterEditor* m_editor = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_keep = nullptr;
    NoteLabel* m_note = nullptr;
    // Last, so that they stop before anything that they show in goes.
    Worker m_reader;
    Worker m_matcher;
};

}  // namespace orl
