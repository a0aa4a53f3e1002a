#pragma once

#include <QDialog>
#include <map>

#include "core/lab/slots_ask.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLayout;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStandardItemModel;
class QTableView;

namespace orl {

class Session;
class SlotsRunner;

/// How many slots of which model a load needs: rate, longest wait, floor and prices of slots are
/// asked for, and the cheapest fleets are shown as they are found. Stays open beside the window.
class SlotsDialog : public QDialog {
    Q_OBJECT
  public:
    SlotsDialog(Session& session, QWidget* parent);
    ~SlotsDialog() override;

    QDoubleSpinBox* rate() const { return m_rate; }
    QComboBox* figure() const { return m_figure; }
    QDoubleSpinBox* seconds() const { return m_seconds; }
    QDoubleSpinBox* floor() const { return m_floor; }
    QDoubleSpinBox* constant() const { return m_constant; }
    QSpinBox* runs() const { return m_runs; }
    /// A row a model: USD per slot and hour, most slots; both edited in place.
    QTableView* prices() const { return m_prices; }
    QTableView* table() const { return m_table; }
    QPushButton* search() const { return m_search; }
    QPushButton* cancel() const { return m_cancel; }
    QPushButton* save() const { return m_save; }
    QPushButton* command() const { return m_command; }
    QPushButton* take() const { return m_take; }
    QLabel* note() const { return m_note; }
    SlotsRunner* runner() const { return m_runner; }
    /// What the fields ask for.
    SlotsAsk asked() const;
    /// The bytes of `omnirouter plan --out`. @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;
    /// The command that finds the fleets shown; empty where nothing is kept in a workspace.
    QString commandLine() const;

  signals:
    /// The chosen fleet, slots by the models' names, and the load it was planned for are to be the
    /// Simulation page's.
    void fleetChosen(const orl::SlotsAsk& plan, const std::map<std::string, std::int64_t>& fleet);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void build();
    QLayout* buildAsk();
    QLayout* buildButtons();
    void connectParts();
    void followSession();
    void fillPrices();
    void refresh();
    void fillTable();
    static QString shortfallText(const CapacityTarget& target);
    QString noteText() const;
    QString wrongEntry() const;
    void takeFleet();
    void exportCsv();
    void copyCommand();

    Session& m_session;
    SlotsRunner* m_runner;
    QDoubleSpinBox* m_rate = nullptr;
    QComboBox* m_figure = nullptr;
    QDoubleSpinBox* m_seconds = nullptr;
    QDoubleSpinBox* m_floor = nullptr;
    QDoubleSpinBox* m_constant = nullptr;
    QSpinBox* m_runs = nullptr;
    QTableView* m_prices = nullptr;
    QStandardItemModel* m_priceModel = nullptr;
    QTableView* m_table = nullptr;
    QStandardItemModel* m_model = nullptr;
    QPushButton* m_search = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_command = nullptr;
    QPushButton* m_take = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_note = nullptr;
    bool m_begun = false;
    bool m_filling = false;
    QString m_said;  ///< of the last export or copy
};

}  // namespace orl
