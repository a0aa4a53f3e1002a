#pragma once

#include <QFrame>
#include <array>
#include <memory>
#include <optional>

#include "core/lab/query_detail.h"
#include "core/lab/why.h"
#include "ui/session/worker.h"

class QButtonGroup;
class QLabel;
class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;
class QStandardItemModel;
class QTableView;
class QToolButton;

namespace orl {

class Session;
class StripsChart;
class WhyFlips;

/// Why the current query goes where it goes, or where the selected ones go: its text and the
/// verdict, the models' reduced costs as strips (or predictions, neighbours and records), and where
/// it would go elsewhere. Follows the session; the strips live during a drag.
class WhyPanel : public QFrame {
    Q_OBJECT
  public:
    enum class Tab { ReducedCost, Predictions, Neighbours, Recorded };

    explicit WhyPanel(Session& session, QWidget* parent = nullptr);

    /// Something shown is still being computed.
    bool isBusy() const;
    void showTab(Tab tab);
    Tab tab() const;

    QLabel* title() const { return m_title; }
    QLabel* verdict() const { return m_verdict; }
    QLabel* empty() const { return m_empty; }
    QPlainTextEdit* text() const { return m_text; }
    StripsChart* strips() const { return m_strips; }
    WhyFlips* flips() const { return m_flips; }
    QToolButton* toggle() const { return m_toggle; }
    QTableView* table(Tab tab) const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* buildText();
    QWidget* buildMiddle();
    QWidget* buildTabs();
    QTableView* buildTable(QStandardItemModel*& model, const QString& name);
    void connectParts();
    void follow();
    void followRow();
    void followSelection();
    void showNothing(const QString& why);
    void showOne(std::uint32_t query);
    void showMany();
    void showText(std::uint32_t query);
    void showTexts(const QueryList& queries);
    void showTables();
    static void layOut(QTableView& view, Tab shown);
    void readDetail(std::size_t row);
    QString missingText() const;
    bool canShowMany() const;

    Session& m_session;
    bool m_many = false;     ///< the selection rather than the current query
    bool m_waiting = false;  ///< something changed while it was not seen
    // What is explained: kept here, for the session may be further while nobody looks.
    std::shared_ptr<const SolveView> m_solve;
    std::shared_ptr<const Prepared> m_from;
    std::optional<Why> m_why;
    std::shared_ptr<const Prepared> m_detailFrom;
    std::optional<QueryDetail> m_detail;  ///< of the current row
    std::optional<std::size_t> m_textRow;
    std::shared_ptr<const Prepared> m_textFrom;
    std::shared_ptr<const QueryList> m_textsOf;  ///< of which several texts are shown

    QLabel* m_title = nullptr;
    QLabel* m_about = nullptr;
    QPlainTextEdit* m_text = nullptr;
    QLabel* m_verdict = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_heading = nullptr;
    QLabel* m_note = nullptr;
    QToolButton* m_toggle = nullptr;
    QButtonGroup* m_tabs = nullptr;
    QStackedWidget* m_whole = nullptr;
    QStackedWidget* m_middle = nullptr;
    StripsChart* m_strips = nullptr;
    std::array<QTableView*, 3> m_tables{};
    std::array<QStandardItemModel*, 3> m_models{};
    WhyFlips* m_flips = nullptr;
    Worker m_reader;
    Worker m_summer;  ///< last, so that it ends first
};

}  // namespace orl
